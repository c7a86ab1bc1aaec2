"""Downloads over HTTP: what is asked, how the answer is judged, and how they go on."""
