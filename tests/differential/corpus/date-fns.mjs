import { addMonths, differenceInCalendarDays, eachDayOfInterval, endOfMonth, format, formatDistance, getISOWeek, intervalToDuration, isValid, parse, parseISO, startOfWeek } from 'date-fns';
import { de } from 'date-fns/locale/de';

const day = new Date(2024, 1, 29, 13, 5, 9);
note(format(day, "yyyy-MM-dd'T'HH:mm:ss EEEE do 'week' I"), format(day, 'PPPP', { locale: de }));
note(format(addMonths(day, 12), 'P'), format(endOfMonth(day), 'd'), getISOWeek(day));
note(formatDistance(day, addMonths(day, 3)), formatDistance(day, addMonths(day, -15), { locale: de, addSuffix: true }));
note(eachDayOfInterval({ start: day, end: addMonths(day, 1) }).length, differenceInCalendarDays(addMonths(day, 1), day));
note(format(parse('3. März 2021', 'd. MMMM yyyy', day, { locale: de }), 'yyyyMMdd'), isValid(parse('x', 'P', day)));
note(intervalToDuration({ start: day, end: new Date(2025, 3, 1) }), startOfWeek(day, { weekStartsOn: 1 }).getDate());
note(parseISO('2024-02-30').toString(), attempt(() => format(new Date(NaN), 'P')));
