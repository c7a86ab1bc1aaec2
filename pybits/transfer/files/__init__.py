"""Downloads from FTP and SFTP servers."""
