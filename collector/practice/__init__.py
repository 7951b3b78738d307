"""An embedded social network of fictional people, for the demo, the tests and rehearsals."""
