"""Running the service: tenants, their numbers, their first admins."""
