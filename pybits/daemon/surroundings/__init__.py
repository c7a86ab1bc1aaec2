"""What is around the daemon: the network, its cost, the battery, and the jobs that these hold back."""
