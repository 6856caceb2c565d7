globalThis.order.push('last');
