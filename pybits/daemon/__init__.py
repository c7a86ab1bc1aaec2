"""Who runs it: the process that gives jobs their turns."""
