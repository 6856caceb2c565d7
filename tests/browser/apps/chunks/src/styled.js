import './styled.css';
import names from './names.module.css';

// When a chunk's code runs, its style sheets apply.
export const colorWhenRun = (() => {
  const element = document.createElement('p');
  element.className = `styled ${names.boxed}`;
  document.getElementById('root').append(element);
  const { color, outlineWidth, outlineStyle } = getComputedStyle(element);
  return { color, outline: `${outlineWidth} ${outlineStyle}` };
})();
