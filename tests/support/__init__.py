"""What tests share: servers that are real, and misbehave to order."""
