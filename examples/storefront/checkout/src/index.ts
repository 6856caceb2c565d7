// Shared modules are negotiated while this import is under way, so nothing that needs React may be imported here.
import('./bootstrap');
