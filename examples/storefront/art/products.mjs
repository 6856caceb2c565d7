// The product pictures as SVG. Every drawing stands on the floor line y = 420 of a 480 x 480 sheet.

const stone = (id, light, base, dark) => `
  <linearGradient id="${id}" x1="0" x2="1">
    <stop offset="0" stop-color="${base}"/><stop offset=".28" stop-color="${light}"/>
    <stop offset=".62" stop-color="${base}"/><stop offset="1" stop-color="${dark}"/>
  </linearGradient>`;

const shadow = (cx, rx) => `
  <ellipse cx="${cx + 14}" cy="422" rx="${rx}" ry="15" fill="#3a2f22" opacity=".16"/>
  <ellipse cx="${cx + 5}" cy="420" rx="${rx * 0.86}" ry="8" fill="#3a2f22" opacity=".2"/>`;

/** Two flat tones of wall and table behind every product: `[wall, table]`. */
const room = {
  sage: ['#dde5da', '#cbd6c8'],
  sand: ['#efe3d0', '#e3d2b8'],
  clay: ['#f1ddd0', '#e6c8b5'],
  mist: ['#dfe6ea', '#cbd6dc'],
  plum: ['#e8dfe4', '#d7c8d0'],
};

export const products = {
  'moss-mug': {
    room: room.sand,
    defs: stone('a', '#8fa287', '#6f8568', '#4c6049') + stone('b', '#efe7d8', '#ddd2be', '#b5a88f'),
    art: `${shadow(235, 110)}
      <path d="M322 268c62-14 86 20 72 62-12 36-48 52-84 48" fill="none" stroke="#5f755a" stroke-width="20" stroke-linecap="round"/>
      <path d="M142 226h188l-8 158c-2 24-18 36-42 36h-88c-24 0-40-12-42-36z" fill="url(#a)"/>
      <path d="M149 356h174l-1 28c-2 24-18 36-42 36h-88c-24 0-40-12-42-36z" fill="url(#b)"/>
      <ellipse cx="236" cy="226" rx="94" ry="20" fill="#56694f"/><ellipse cx="236" cy="229" rx="82" ry="14" fill="#3b2a1f"/>
      <path d="M206 190c-14-22 14-34 0-58M250 186c-14-22 14-34 0-58" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="7" stroke-linecap="round"/>`,
  },
  'ridge-teapot': {
    room: room.clay,
    defs: stone('a', '#d2785a', '#b4583a', '#7f3a24'),
    art: `${shadow(240, 150)}
      <path d="M112 320c-48-6-58-62-84-74l22-14c34 10 50 44 74 52" fill="url(#a)"/>
      <path d="M350 268c64-20 88 24 66 68-14 28-44 40-72 38" fill="none" stroke="#96482e" stroke-width="18" stroke-linecap="round"/>
      <path d="M104 324c0-74 58-112 130-112s130 38 130 112c0 60-44 96-80 96h-100c-36 0-80-36-80-96z" fill="url(#a)"/>
      <g fill="none" stroke="#6d2f1c" stroke-opacity=".35" stroke-width="4"><path d="M112 290c70 16 174 16 244 0M104 322c76 18 184 18 260 0M112 356c70 16 174 16 244 0"/></g>
      <ellipse cx="234" cy="218" rx="66" ry="15" fill="#8d4129"/><path d="M180 214c8-26 100-26 108 0z" fill="url(#a)"/>
      <circle cx="234" cy="184" r="15" fill="#5a2717"/>`,
  },
  'dawn-pour-over': {
    room: room.mist,
    defs: stone('a', '#ffffff', '#e3eef0', '#b3c8cd') + stone('b', '#7a4a2a', '#5c341c', '#3a1f10'),
    art: `${shadow(240, 105)}
      <path d="M150 116h180l-66 120h-48z" fill="url(#a)" opacity=".85"/><path d="M172 130h136l-54 96h-28z" fill="#f4ead7"/><path d="M182 148h116l-44 78h-28z" fill="url(#b)"/>
      <rect x="204" y="226" width="72" height="34" rx="10" fill="#b98550"/><path d="M204 238h72" stroke="#7d5228" stroke-width="5"/>
      <path d="M216 258h48c4 34 82 66 82 118 0 32-20 44-44 44H178c-24 0-44-12-44-44 0-52 78-84 82-118z" fill="url(#a)" opacity=".8"/>
      <path d="M141 358h198c4 10 7 14 7 22 0 28-20 40-44 40H178c-24 0-44-12-44-40 0-8 3-12 7-22z" fill="url(#b)" opacity=".92"/>
      <ellipse cx="240" cy="358" rx="99" ry="10" fill="#8a5a36"/><path d="M170 330c8-14 20-26 32-38" stroke="#fff" stroke-width="8" stroke-linecap="round" opacity=".8"/>`,
  },
  'larder-jar': {
    room: room.sage,
    defs: stone('a', '#f6fbf8', '#d6e6df', '#a5c0b6') + stone('b', '#dfb37a', '#c08f52', '#8f6530'),
    art: `${shadow(240, 104)}
      <rect x="142" y="170" width="196" height="250" rx="34" fill="url(#a)" opacity=".9"/>
      <path d="M152 268h176v118c0 16-8 24-24 24H176c-16 0-24-8-24-24z" fill="#d8a24c"/>
      <g fill="#b57d2b">${Array.from({ length: 42 }, (_, i) => `<ellipse cx="${164 + ((i * 37) % 154)}" cy="${280 + ((i * 53) % 122)}" rx="7" ry="5" transform="rotate(${i * 41} ${164 + ((i * 37) % 154)} ${280 + ((i * 53) % 122)})" opacity="${0.45 + (i % 3) * 0.2}"/>`).join('')}</g>
      <rect x="154" y="124" width="172" height="54" rx="14" fill="url(#b)"/><path d="M154 160h172" stroke="#7c5526" stroke-width="4" opacity=".5"/>
      <rect x="196" y="300" width="88" height="54" rx="6" fill="#fbf6ea"/><path d="M212 320h56M222 336h36" stroke="#4a5a4f" stroke-width="5" stroke-linecap="round"/>
      <path d="M164 204v150" stroke="#fff" stroke-width="9" stroke-linecap="round" opacity=".7"/>`,
  },
  'acorn-board': {
    room: room.sage,
    defs: stone('a', '#dcae76', '#c38f55', '#966636'),
    art: `${shadow(240, 130)}
      <path d="M218 60h44c8 0 14 6 14 14v70h-72V74c0-8 6-14 14-14z" fill="url(#a)"/><circle cx="240" cy="88" r="12" fill="#cbd6c8"/>
      <rect x="122" y="132" width="236" height="288" rx="46" fill="url(#a)"/>
      <g fill="none" stroke="#7b4f25" stroke-opacity=".35" stroke-width="4" stroke-linecap="round">
        <path d="M164 158c-10 80 14 150-4 238M206 150c-14 60 30 96 30 140s-34 64-24 112M282 148c10 70-26 80-26 140s34 70 26 118M322 164c10 90-16 140 0 226"/><ellipse cx="238" cy="290" rx="9" ry="18"/></g>
      <g transform="translate(262 356)"><ellipse cx="44" cy="42" rx="46" ry="30" fill="#d9472b"/><ellipse cx="34" cy="32" rx="16" ry="9" fill="#f08a6a"/><path d="M44 14c2-12 12-16 22-16" stroke="#4d6b3c" stroke-width="6" fill="none" stroke-linecap="round"/></g>`,
  },
  'heath-throw': {
    room: room.plum,
    defs: stone('a', '#a9889c', '#8b6a80', '#5f4557'),
    art: `${shadow(240, 160)}
      <rect x="92" y="330" width="300" height="90" rx="30" fill="url(#a)"/><rect x="100" y="252" width="284" height="92" rx="32" fill="#9a7a8e"/><rect x="108" y="178" width="268" height="90" rx="32" fill="#b295a6"/>
      <g stroke="#efe3ea" stroke-opacity=".75" stroke-width="7"><path d="M150 180v84M174 178v90M300 178v90M150 254v88M174 254v88M300 254v90M150 332v86M174 332v88M300 332v88"/></g>
      <g stroke="#5f4557" stroke-opacity=".4" stroke-width="3"><path d="M112 226h260M104 300h276M96 378h292"/></g>
      <g stroke="#d9c4cf" stroke-width="5" stroke-linecap="round">${Array.from({ length: 14 }, (_, i) => `<path d="M${118 + i * 19} 418v${16 + (i % 3) * 4}"/>`).join('')}</g>`,
  },
  'tide-towels': {
    room: room.sand,
    defs: stone('a', '#f6f1e6', '#e5dccb', '#bfb39b'),
    art: `<rect x="60" y="104" width="360" height="12" rx="6" fill="#7d5a36"/><circle cx="60" cy="110" r="12" fill="#5f4223"/><circle cx="420" cy="110" r="12" fill="#5f4223"/>
      <path d="M104 104h124v258c-40 12-84 12-124 0z" fill="url(#a)"/><path d="M252 104h124v296c-40 12-84 12-124 0z" fill="#7f9db0"/>
      <g fill="none" stroke="#4f7890" stroke-width="8"><path d="M104 306c40 12 84 12 124 0M104 326c40 12 84 12 124 0"/></g>
      <g fill="none" stroke="#f3eee2" stroke-width="8"><path d="M252 340c40 12 84 12 124 0M252 362c40 12 84 12 124 0"/></g>
      <g fill="none" stroke="#2f3a3f" stroke-opacity=".12" stroke-width="6"><path d="M136 116v240M190 116v244M286 116v276M342 116v280"/></g>`,
  },
  'ember-lamp': {
    room: room.clay,
    defs: stone('a', '#f0cf86', '#c79a4a', '#8a6424') + stone('b', '#fdf1d8', '#f4dcae', '#d9b67c') + `<radialGradient id="glow"><stop offset="0" stop-color="#fff3cf"/><stop offset="1" stop-color="#fff3cf" stop-opacity="0"/></radialGradient>`,
    art: `<circle cx="240" cy="200" r="190" fill="url(#glow)" opacity=".9"/>${shadow(240, 96)}
      <path d="M186 84h108l62 142H124z" fill="url(#b)"/><path d="M124 226h232l4 10H120z" fill="#b98a44"/><path d="M186 84h108l3 8H183z" fill="#b98a44"/>
      <rect x="232" y="234" width="16" height="150" fill="url(#a)"/><circle cx="240" cy="300" r="20" fill="url(#a)"/><path d="M158 420c4-30 40-44 82-44s78 14 82 44z" fill="url(#a)"/>
      <path d="M300 236v54" stroke="#8a6424" stroke-width="3"/><circle cx="300" cy="294" r="6" fill="#8a6424"/>`,
  },
  'drift-vase': {
    room: room.mist,
    defs: stone('a', '#f2efe9', '#d9d3c8', '#a79f91'),
    art: `${shadow(240, 92)}
      <g fill="none" stroke="#7b6a4a" stroke-width="5" stroke-linecap="round"><path d="M236 190C230 140 206 96 176 60M244 190c2-60 22-110 58-144M240 190c-2-60-2-110 6-160"/></g>
      <g fill="#c9a25d">${[[176, 60, -35], [190, 84, -35], [205, 112, -28], [302, 46, 38], [288, 70, 34], [272, 100, 28], [246, 30, 4], [243, 66, 0], [240, 104, 0]].map(([x, y, r]) => `<ellipse cx="${x - 10}" cy="${y}" rx="7" ry="17" transform="rotate(${r - 26} ${x - 10} ${y})"/><ellipse cx="${x + 10}" cy="${y}" rx="7" ry="17" transform="rotate(${r + 26} ${x + 10} ${y})"/>`).join('')}</g>
      <path d="M212 186h56c-2 46 70 80 70 150 0 54-40 84-72 84h-52c-32 0-72-30-72-84 0-70 72-104 70-150z" fill="url(#a)"/>
      <ellipse cx="240" cy="186" rx="28" ry="7" fill="#8d8577"/><path d="M146 320c56 22 132 22 188 0 3 8 4 12 4 20-58 24-138 24-196 0 0-8 1-12 4-20z" fill="#6f8a93" opacity=".85"/>`,
  },
  'fern-planter': {
    room: room.sage,
    defs: stone('a', '#e8dccb', '#cfbfa7', '#9b8a70'),
    art: `${shadow(240, 112)}
      <g fill="none" stroke-linecap="round" stroke-width="7">${Array.from({ length: 9 }, (_, i) => { const angle = (i - 4) * 0.34; const x = 240 + Math.sin(angle) * 178; const y = 282 - Math.cos(angle) * 190 + Math.abs(i - 4) * 12; return `<path stroke="${['#3f6b4c', '#55855f', '#7aa57c'][i % 3]}" d="M240 290Q${240 + Math.sin(angle) * 60} ${170 - (4 - Math.abs(i - 4)) * 8} ${x.toFixed(0)} ${y.toFixed(0)}"/>${Array.from({ length: 6 }, (_, j) => { const t = 0.4 + j * 0.11; const px = (1 - t) ** 2 * 240 + 2 * (1 - t) * t * (240 + Math.sin(angle) * 60) + t * t * x; const py = (1 - t) ** 2 * 290 + 2 * (1 - t) * t * (170 - (4 - Math.abs(i - 4)) * 8) + t * t * y; return `<ellipse fill="${['#3f6b4c', '#55855f', '#7aa57c'][i % 3]}" cx="${px.toFixed(0)}" cy="${py.toFixed(0)}" rx="${20 - j * 2}" ry="7" transform="rotate(${(angle * 60 + (j % 2 ? 35 : -35)).toFixed(0)} ${px.toFixed(0)} ${py.toFixed(0)})"/>`; }).join('')}`; }).join('')}</g>
      <path d="M140 284h200l-22 112c-4 16-14 24-32 24h-92c-18 0-28-8-32-24z" fill="url(#a)"/><rect x="130" y="274" width="220" height="30" rx="12" fill="url(#a)"/>
      <path d="M156 352h168" stroke="#8c7a5e" stroke-width="5" stroke-dasharray="3 14" stroke-linecap="round"/>`,
  },
  'hush-clock': {
    room: room.sand,
    defs: stone('a', '#d3a26b', '#b07c46', '#7d5428'),
    art: `<circle cx="252" cy="252" r="158" fill="#3a2f22" opacity=".13"/><circle cx="240" cy="240" r="158" fill="url(#a)"/><circle cx="240" cy="240" r="134" fill="#fbf7ee"/>
      <g stroke="#4a4035" stroke-width="7" stroke-linecap="round">${Array.from({ length: 12 }, (_, i) => { const a = (i * Math.PI) / 6; const inner = i % 3 ? 112 : 102; return `<path d="M${(240 + Math.sin(a) * inner).toFixed(1)} ${(240 - Math.cos(a) * inner).toFixed(1)}L${(240 + Math.sin(a) * 120).toFixed(1)} ${(240 - Math.cos(a) * 120).toFixed(1)}"/>`; }).join('')}</g>
      <path d="M240 240L176 196" stroke="#2c342f" stroke-width="11" stroke-linecap="round"/><path d="M240 240L290 158" stroke="#2c342f" stroke-width="8" stroke-linecap="round"/><path d="M240 256L240 330" stroke="#b4532f" stroke-width="4" stroke-linecap="round"/><circle cx="240" cy="240" r="11" fill="#b4532f"/>`,
  },
  'wick-candle': {
    room: room.plum,
    defs: stone('a', '#f3ddc4', '#dcb994', '#a98762') + `<radialGradient id="glow"><stop offset="0" stop-color="#ffe9b0"/><stop offset="1" stop-color="#ffe9b0" stop-opacity="0"/></radialGradient>`,
    art: `<circle cx="240" cy="150" r="140" fill="url(#glow)"/>${shadow(240, 96)}
      <path d="M152 222h176v162c0 24-12 36-36 36H188c-24 0-36-12-36-36z" fill="url(#a)"/><ellipse cx="240" cy="222" rx="88" ry="18" fill="#f8ecd9"/><ellipse cx="240" cy="224" rx="74" ry="13" fill="#efdcbd"/>
      <path d="M240 222v-34" stroke="#3a2f22" stroke-width="6" stroke-linecap="round"/><path d="M240 100c26 34 34 50 34 66a34 34 0 0 1-68 0c0-16 8-32 34-66z" fill="#f2a541"/><path d="M240 138c13 17 17 25 17 34a17 17 0 0 1-34 0c0-9 4-17 17-34z" fill="#fff0c2"/>
      <rect x="186" y="284" width="108" height="78" rx="6" fill="#fffaf0"/><path d="M206 308h68M216 326h48M226 342h28" stroke="#6b5140" stroke-width="5" stroke-linecap="round"/>
      <path d="M166 250v120" stroke="#fff" stroke-width="8" stroke-linecap="round" opacity=".55"/>`,
  },
};

/** One product on its wall. */
export function productSvg({ room: [wall, table], defs, art }) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 480">
    <defs>${defs}</defs><rect width="480" height="480" fill="${wall}"/><path d="M0 376h480v104H0z" fill="${table}"/>${art}</svg>`;
}

const grain = (fx, fy, octaves, seed, light, dark) => `
  <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><defs><filter id="n" x="0" y="0" width="1" height="1">
    <feTurbulence type="fractalNoise" baseFrequency="${fx} ${fy}" numOctaves="${octaves}" seed="${seed}"/>
    <feColorMatrix type="saturate" values="0"/><feComponentTransfer><feFuncA type="linear" slope="0" intercept="1"/></feComponentTransfer>
    <feComponentTransfer><feFuncR type="linear" slope="2" intercept="-.5"/><feFuncG type="linear" slope="2" intercept="-.5"/><feFuncB type="linear" slope="2" intercept="-.5"/></feComponentTransfer>
  </filter></defs><rect width="64" height="64" fill="${light}"/><rect width="64" height="64" fill="${dark}" opacity=".35"/><rect width="64" height="64" filter="url(#n)" opacity=".28" style="mix-blend-mode:multiply"/></svg>`;

/** Swatches of the materials. */
export const swatches = {
  stoneware: grain(0.6, 0.6, 2, 3, '#d9cfbf', '#a99b86'),
  oak: grain(0.9, 0.03, 3, 8, '#d9a96c', '#9c6a35'),
  linen: grain(0.9, 0.25, 1, 5, '#f1ebde', '#cfc4ae'),
  glass: grain(0.02, 0.02, 1, 4, '#e2f0f0', '#9fc2c4'),
  brass: grain(0.01, 0.7, 2, 9, '#f1d38e', '#b98a3c'),
  wool: grain(0.25, 0.25, 4, 2, '#b99cad', '#75586b'),
};

/** The shelf of the home page, which stays an SVG file. */
export function shelfSvg() {
  const place = (name, x, y, scale) => {
    const { defs, art } = products[name];
    const own = (text) => text.replaceAll(/id="(\w+)"/g, `id="${name}-$1"`).replaceAll(/url\(#(\w+)\)/g, `url(#${name}-$1)`);
    return `<defs>${own(defs)}</defs><g transform="translate(${x} ${y}) scale(${scale}) translate(-240 -420)">${own(art)}</g>`;
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 640" role="img">
<rect width="720" height="640" rx="28" fill="#e4e3d3"/>
<path d="M420 640V250a120 120 0 0 1 240 0v390z" fill="#f6f1e3"/><path d="M420 340c60-50 170-50 240 0v300H420z" fill="#cfdcc9"/><path d="M420 420c80-60 150-30 240-70v290H420z" fill="#a9c1a6"/><circle cx="590" cy="240" r="34" fill="#f2c178"/>
<rect x="40" y="300" width="640" height="16" rx="4" fill="#8a6238"/><rect x="40" y="316" width="640" height="7" fill="#5e4123" opacity=".35"/>
<rect x="40" y="580" width="640" height="18" rx="4" fill="#8a6238"/><rect x="40" y="598" width="640" height="8" fill="#5e4123" opacity=".35"/>
${place('drift-vase', 130, 300, 0.56)}${place('ember-lamp', 330, 300, 0.56)}${place('wick-candle', 505, 300, 0.3)}${place('fern-planter', 600, 300, 0.5)}
${place('ridge-teapot', 180, 580, 0.6)}${place('moss-mug', 335, 580, 0.42)}${place('acorn-board', 470, 580, 0.55)}${place('larder-jar', 612, 580, 0.5)}
</svg>
`;
}
