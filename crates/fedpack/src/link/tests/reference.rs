//! The sweep against a slow and plain reading of the rules, on random graphs.
