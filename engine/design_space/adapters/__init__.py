"""A design space for other libraries; each is imported on use."""
