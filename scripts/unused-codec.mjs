// In place of a compression of numcodecs, which nothing calls.
export default undefined;
