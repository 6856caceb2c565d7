throw new Error('this container does not even load');
