export const navigate = () => 'a router of the application';
