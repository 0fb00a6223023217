"""An institutional crypto desk in one system."""
