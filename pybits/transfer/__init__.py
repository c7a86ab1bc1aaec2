"""How bytes move: transfers over HTTP and from local files, knowing nothing of jobs."""
