import type { CSSProperties } from 'react';
import * as styles from './Stars.module.css';

interface Props {
  rating: number;
  reviews?: number;
}

export function Stars({ rating, reviews }: Props) {
  const text = reviews === undefined ? `${rating} of 5 stars` : `${rating} of 5 stars, ${reviews} reviews`;
  return (
    <span className={styles.stars} role="img" aria-label={text}>
      <span className={styles.row} style={{ '--share': `${rating * 20}%` } as CSSProperties} />
      {reviews !== undefined && (
        <span className={styles.count} aria-hidden="true">
          {rating.toFixed(1)} ({reviews})
        </span>
      )}
    </span>
  );
}
