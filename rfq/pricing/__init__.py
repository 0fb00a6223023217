"""The pricing engine: a pure function of stored inputs. See ``engine.price``."""
