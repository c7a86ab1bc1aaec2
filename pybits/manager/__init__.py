"""The API: what IBackgroundCopyManager offers, in Python; everything above goes through it."""
