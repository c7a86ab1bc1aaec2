"""The daemon and the machine: started, made a service, set up."""
