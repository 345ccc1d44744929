/** Documents of few words, which many of them share. */
export const skyWords = ['solar', 'lunar', 'wind', 'sun', 'flower', 'sunflower', 'quasar']
export const skyDocuments = Array.from({ length: 40 }, (_, i) => ({
  id: i,
  title: `${skyWords[i % 7]} ${skyWords[(i * 3 + 1) % 7]} ${skyWords[(i * 5 + 2) % 7]}`,
  year: 1950 + (i % 9),
}))
