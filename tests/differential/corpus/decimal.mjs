import Decimal from 'decimal.js';

note(new Decimal('0.1').plus('0.2').toString(), Decimal.sqrt(2).toFixed(30), new Decimal(2).pow('0.5').toSD(10).toString());
const Wide = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN });
note(Wide.acos(-1).toString(), Wide.ln(10).toString(), new Wide('1e400').times('1e-390').toString());
note(new Decimal('255.75').toHex(), new Decimal('0b101.1').toString(), new Decimal(-7).mod(3).toString(), new Decimal('NaN').isNaN());
note([3, '1', 2.5].map((value) => new Decimal(value)).sort((a, b) => a.comparedTo(b)).join(), Decimal.max(1, '3', 2).valueOf());
note(`${new Decimal(5).div(3).toFraction(10)}`, new Decimal('123456.789').toExponential(2), attempt(() => new Decimal('x')));
note(JSON.stringify({ price: new Decimal('9.90') }), new Decimal(1).div(0).toString(), Object.prototype.toString.call(new Decimal(1)));
