"""Why things are as they are, in words for people: jobs, the store, what pybits stands on."""
