// Shared modules are negotiated behind this import.
import('./bootstrap.js');
