throw new Error('thrown while a chunk is evaluated');
