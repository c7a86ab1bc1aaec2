"""What a job is: values and rules, and nothing that touches the world."""
