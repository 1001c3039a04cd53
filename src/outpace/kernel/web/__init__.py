"""The kernel's pages: users and roles, device tokens, the audit log, and who has read whose data."""
