throw new Error('expose fails while evaluating');
