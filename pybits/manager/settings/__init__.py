"""What a job's owner or an administrator sets, beside its files."""
