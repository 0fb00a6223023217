"""The process that listens to the desk's venue accounts: one voice per credential."""
