"""An upload job in its turn: its session with the server, the file sent, the reply fetched."""
