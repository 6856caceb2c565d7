import { formatDistanceToNow, parseISO } from 'date-fns';
import sumBy from 'lodash-es/sumBy';
import reviews from '@/data/reviews.json';
import { Stars } from '@/list/Stars';
import * as styles from './Reviews.module.css';

interface Review {
  author: string;
  stars: number;
  on: string;
  text: string;
}

export default function Reviews({ slug }: { slug: string }) {
  const own = (reviews as Record<string, Review[] | undefined>)[slug] ?? [];
  if (own.length === 0) return <p>Nobody has written about it yet.</p>;
  const mean = sumBy(own, 'stars') / own.length;
  return (
    <div data-testid="reviews">
      <p>
        {own.length === 1 ? 'One recent review' : `${own.length} recent reviews`}, {mean.toFixed(1)} stars on average.
      </p>
      <ul className={styles.reviews}>
        {own.map((review) => (
          <li key={review.author} className={styles.review}>
            <Stars rating={review.stars} />
            <blockquote className={styles.text}>{review.text}</blockquote>
            <p className={styles.author}>
              {review.author}, <time dateTime={review.on}>{formatDistanceToNow(parseISO(review.on))} ago</time>
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
