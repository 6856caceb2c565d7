exports.found = () => {
  try {
    return require('spare').name;
  } catch (error) {
    return error.message;
  }
};
