"""Client firms that ask, accept, cancel and blunder over the public API, and the proof that nothing broke."""
