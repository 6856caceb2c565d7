import "./page.css";

globalThis.started = true;
globalThis.loadStyled = () => import(/* webpackChunkName: "styled" */ "./styled.js").then(({ text }) => text);
