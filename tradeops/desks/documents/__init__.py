"""Reference pages made from what runs: registries, and the product's own source. They cannot differ from it."""
