import "./styled.css";

export const text = "what was built";
