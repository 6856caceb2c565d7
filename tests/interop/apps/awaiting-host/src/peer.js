import('./peer_main.js');
