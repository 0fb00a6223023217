"""Pages that join domains; no models, no rules."""
