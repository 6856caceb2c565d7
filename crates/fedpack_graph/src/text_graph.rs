//! Module graphs written as text, for tests.
