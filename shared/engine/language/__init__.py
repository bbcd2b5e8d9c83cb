"""What people type on WhatsApp, read as values; Brazilian Portuguese first, English second."""
