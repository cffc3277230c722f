"""The portal with a broker: real workers as processes, over a broker that each test has for itself."""
