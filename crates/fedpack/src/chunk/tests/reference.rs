//! Availability against a slow and plain reading of the rules, on random graphs.
