/**
 * Films as instant-meilisearch tries itself on: nested values, nulls, lists and places among them.
 */
export const movies = [
  {
    id: 2,
    title: 'Ariel',
    overview:
      'Taisto Kasurinen is a Finnish coal miner whose father has just committed suicide and who is framed for a crime he did not commit. In jail, he starts to dream about leaving the country and starting a new life.',
    genres: ['Drama', 'Crime', 'Comedy'],
    release_date: 593395200,
    rating: 7.5,
    nullArray: [null],
    objectArray: [{ name: 'hello world' }],
    object: { id: 1, name: 'One two' },
    nullField: null,
    _geo: { lat: 60.17, lng: 24.94 },
  },
  {
    id: 5,
    title: 'Four Rooms',
    overview:
      "It's Ted the Bellhop's first night on the job, and the hotel's very unusual guests are about to place him.",
    genres: ['Crime', 'Comedy'],
    release_date: 818467200,
    rating: 5,
    _geo: { lat: 34.05, lng: -118.24 },
  },
  {
    id: 6,
    title: 'Judgment Night',
    overview: 'While racing to a boxing match, Frank, Mike, John and Rey get more than they bargained for.',
    genres: ['Action', 'Thriller', 'Crime'],
    release_date: 750643200,
    rating: 6,
  },
  {
    id: 11,
    title: 'Star Wars',
    overview:
      'Princess Leia is captured and held hostage by the evil Imperial forces in their effort to take over the galactic Empire.',
    genres: ['Adventure', 'Action', 'Science Fiction'],
    release_date: 233366400,
    rating: 8,
    _geo: { lat: 33.88, lng: 7.78 },
  },
  {
    id: 12,
    title: 'Finding Nemo',
    overview: 'Nemo, an adventurous young clownfish, is unexpectedly taken from his Great Barrier Reef home.',
    genres: ['Animation', 'Family'],
    release_date: 1054252800,
    rating: 8,
    _geo: { lat: -33.87, lng: 151.21 },
  },
  {
    id: 13,
    title: 'Forrest Gump',
    overview: 'A man with a low IQ has accomplished great things in his life and been present during historic events.',
    genres: ['Comedy', 'Drama', 'Romance'],
    release_date: 773452800,
    rating: 9,
  },
]
