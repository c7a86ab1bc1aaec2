"""Looking for damage in stores and in the ledger, and mending it."""
