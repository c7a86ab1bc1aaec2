"""The rows of the reference about states: each transition, each condition that is fatal or not, and the tests of it.

A test is named; it makes the row happen with real processes and servers. A row
that waits for a feature, or that Unix has no counterpart of, says so instead.
"""

from __future__ import annotations

# (from, event, to): the tests
TRANSITIONS: dict[str, tuple[str, ...]] = {
    "— | CreateJob | SUSPENDED": ("test_a_job_goes_from_state_to_state_to_its_end",),
    "SUSPENDED | Resume with files | QUEUED": ("test_a_job_goes_from_state_to_state_to_its_end",),
    "SUSPENDED | Resume without files | stays, BG_E_EMPTY": (
        "test_C080_resume_of_an_empty_job_is_refused_and_it_stays_suspended",
    ),
    "QUEUED | scheduler picks it | CONNECTING": (
        "test_a_job_goes_from_state_to_state_to_its_end",
        "test_three_users_with_jobs_of_four_priorities_are_served_by_the_rule",
    ),
    "CONNECTING | connected | TRANSFERRING": ("test_a_job_goes_from_state_to_state_to_its_end",),
    "CONNECTING | connect failed | TRANSIENT_ERROR": (
        "test_a_refused_connection_is_tried_three_times_quickly_then_after_the_delay",
    ),
    "TRANSFERRING | time slice over or pre-empted | QUEUED": (
        "test_equal_jobs_of_three_users_share_the_turn_and_a_more_urgent_one_takes_it",
        "test_a_higher_priority_takes_the_turn",
    ),
    "TRANSFERRING | more files | goes on": (
        "test_C081_a_job_of_two_files_only_moves_until_it_is_transferred",
        "test_a_file_added_to_a_running_job_is_fetched_too",
    ),
    "TRANSFERRING | last file done | TRANSFERRED": (
        "test_a_job_goes_from_state_to_state_to_its_end",
        "test_a_reply_goes_round",
    ),
    "TRANSFERRING on demand | its ranges done | SUSPENDED": (
        "test_a_job_on_demand_fetches_what_is_asked_for_and_is_suspended_until_its_files_are_whole",
    ),
    "any action state | fatal error | ERROR": (
        "test_C122_a_file_that_is_not_found_is_an_error_at_once",
        "test_an_error_in_the_middle_of_a_file_leads_where_its_kind_says",
    ),
    "any action state | recoverable error | TRANSIENT_ERROR": (
        "test_C123_a_server_that_fails_is_a_transient_error",
        "test_an_error_in_the_middle_of_a_file_leads_where_its_kind_says",
    ),
    "QUEUED, TRANSFERRING | network lost | TRANSIENT_ERROR": (
        "test_the_link_goes_down_in_mid_transfer_and_comes_back",
        "test_what_is_resumed_while_the_network_is_down_waits_for_it_and_so_does_nothing_local",
    ),
    "TRANSIENT_ERROR | retry delay over | QUEUED": ("test_the_job_goes_on_by_itself_when_the_delay_is_over",),
    "TRANSIENT_ERROR of any code | network comes back | QUEUED": (
        "test_when_the_network_is_back_every_job_that_waits_is_tried_whatever_its_error",
    ),
    "TRANSIENT_ERROR | Resume | QUEUED at once": (
        "test_an_error_of_the_server_waits_for_the_retry_delay_and_resume_tries_at_once",
    ),
    "TRANSIENT_ERROR | no progress for its time, delay beyond it, or 0 | ERROR": (
        "test_a_server_that_begins_again_and_cuts_each_time_is_given_up",
        "test_C128_a_refused_connection_is_tried_again_until_the_timeout_is_over",
        "test_C128_a_retry_delay_beyond_the_timeout_means_no_retry",
        "test_C125_with_a_timeout_of_0_every_error_is_final",
    ),
    "TRANSIENT_ERROR of a bandwidth limit 0 | interval ends | QUEUED": (
        "test_what_an_hour_holds_back_goes_on_when_the_hour_is_over",
    ),
    "CONNECTING and TRANSFERRING | longer than MaximumDownloadTime | ERROR": (
        "test_a_job_that_takes_longer_than_it_may_is_in_error_until_it_is_resumed",
        "test_the_time_of_killed_daemons_counts_against_the_maximum",
    ),
    "ERROR | Resume | QUEUED": ("test_C107_resume_clears_the_error_of_a_job",),
    "TRANSFERRED | files added and Resume | QUEUED": (
        "test_C053_a_transferred_job_that_gets_a_file_runs_again_for_that_one",
    ),
    "TRANSFERRED | SetValidationState FALSE | ERROR": (
        "test_a_file_that_is_invalid_is_an_error_and_its_progress_is_zero",
    ),
    "any that is not final | Suspend | SUSPENDED": ("test_a_command_leads_from_every_state_where_the_reference_says",),
    "any that is not final | Cancel | CANCELLED": ("test_a_command_leads_from_every_state_where_the_reference_says",),
    "any that is not final, an upload in TRANSFERRED only | Complete | ACKNOWLEDGED": (
        "test_a_command_leads_from_every_state_where_the_reference_says",
        "test_C096_an_upload_that_is_not_transferred_cannot_be_completed",
    ),
    "TRANSFERRED | Complete with failed renames | stays": (
        "test_C098_a_file_that_cannot_have_its_name_keeps_the_job_until_a_second_complete",
    ),
    "any | idle for JobInactivityTimeout | CANCELLED": (
        "test_C114_a_job_without_progress_or_change_for_its_days_is_cancelled_and_cleaned_up",
    ),
    "final | any | not in the list, refuses every change": (
        "test_C113_a_job_that_ended_is_in_no_list",
        "test_C086_no_property_of_an_acknowledged_job_can_be_changed",
    ),
}

CONDITIONS: dict[str, tuple[str, ...]] = {
    "server unreachable, connect failure, timeout: transient": (
        "test_a_refused_connection_is_tried_three_times_quickly_then_after_the_delay",
    ),
    "access denied, bad credentials, file missing: fatal": (
        "test_C122_a_file_that_is_not_found_is_an_error_at_once",
        "test_C138_a_wanted_password_is_an_error",
        "test_C137_new_credentials_for_the_proxy_and_a_resume_go_on_from_the_error",
    ),
    "the table of HTTP statuses": ("test_a_status_is_fatal_or_transient_as_the_table_says",),
    "network disconnected: transient, no timed retry": ("test_the_link_goes_down_in_mid_transfer_and_comes_back",),
    "bandwidth policy 0: transient, no timed retry": (
        "test_a_limit_of_0_blocks_the_background_until_the_policy_changes",
    ),
    "cost policy, battery saver: transient until it clears": (
        "test_a_metered_connection_holds_back_who_may_not_use_it",
        "test_a_battery_holds_back_the_background_as_the_policies_say",
    ),
    "no Content-Length, no ranges (by policy): fatal": ("test_windows_strict_answers_are_a_policy",),
    "the source of an upload changed: fatal": ("test_C144_a_file_that_changes_while_it_is_uploaded_is_an_error",),
    "the remote file changed: begins again": ("test_C143_a_file_that_changes_on_the_server_starts_again_and_no_other",),
    "a redirect that is disallowed: fatal, the name is the new one": (
        "test_a_refused_redirect_is_an_error_and_its_target_is_the_url_then",
    ),
    "the certificate was revoked, or that cannot be checked: fatal": (
        "test_a_certificate_that_was_revoked_is_seen_if_the_job_asks_for_it",
        "test_a_server_without_an_answer_about_its_certificate_is_refused_by_the_same_flag",
    ),
    "the privilege for a file's ACL is missing: transient": ("test_without_the_privilege_the_job_waits",),
    "any error with NoProgressTimeout 0 or a custom method: fatal": (
        "test_C125_with_a_timeout_of_0_every_error_is_final",
        "test_another_method_is_sent_and_its_first_error_is_final",
    ),
    "the proxy's settings are invalid: fatal": ("test_a_script_that_fails_is_an_error_that_says_so",),
}

# Rows whose feature is not there yet.
WAITING: dict[str, str] = {}

# Rows that pybits decided otherwise, or that cannot happen here.
DECIDED: dict[str, str] = {
    "TRANSFERRING | owner logs off | QUEUED": "Jobs run whether or not their owner is logged in.",
    "destination volume locked: transient": "Unix checks no mounted volume; a read-only one is transient.",
    "certificate callback refuses: transient": "The callback belongs to COM, which Unix has not.",
    "temporary file opened too early: transient": "On Unix a file that somebody reads can be written.",
    "helper token lost at logoff: fatal": "There are no helper tokens.",
}
