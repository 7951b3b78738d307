// Who lives in the town. Every name is plainly fictional, and every number is a choice.
//
// followers   residents that follow it; `back` of them it follows back, and `besides` others
// strangers   follows of DIDs that nobody has
// crowd       followers known to the AppView's index alone; it follows `crowdBack` of them
// originals, mentions, comments, likes   how many, over the whole 90 days; `answered` is the share
// recent      of these, put the given number into the last 30 days besides
export const ORGANISATIONS = [
  {
    name: 'council-hill', slug: 'hill-council', kind: 'council', sector: 'unitary', role: 'main',
    followers: 90, back: 40, besides: 12, originals: 24, mentions: 40, comments: 30, answered: 0.8, likes: 45,
    hostsLeaving: true, edges: true,
  },
  {
    name: 'help-hill', slug: 'hill-council', kind: 'council', sector: 'unitary', role: 'help', sister: 'council-hill',
    followers: 45, back: 20, besides: 0, originals: 15, mentions: 30, comments: 12, answered: 1, likes: 12,
  },
  {
    name: 'brand-quay', slug: 'quay-ferries', kind: 'brand', sector: 'transport', role: 'main',
    followers: 60, back: 4, besides: 0, originals: 30, mentions: 20, comments: 10, answered: 0.3, likes: 20,
    recent: { originals: 190, likes: 210 },
  },
  {
    name: 'agency-fen', slug: 'fen-agency', kind: 'public-body', sector: 'environment', role: 'main',
    followers: 30, back: 10, besides: 0, crowd: 4000, crowdBack: 1100, strangers: 990,
    originals: 15, mentions: 12, comments: 6, answered: 0.5, likes: 0,
  },
  {
    name: 'brand-wide', slug: 'wide-books', kind: 'brand', sector: 'retail', role: 'main',
    followers: 70, back: 55, besides: 10, strangers: 1985,
    originals: 12, mentions: 16, comments: 8, answered: 1, likes: 5,
  },
  {
    name: 'council-anew', slug: 'anew-council', kind: 'council', sector: 'unitary', role: 'main', was: 'council-old',
    followers: 50, back: 50, besides: 30, originals: 12, mentions: 14, comments: 14, answered: 1, likes: 8,
  },
  {
    name: 'brand-odd', slug: 'odd-hats', kind: 'brand', sector: 'retail', role: 'main',
    followers: 35, back: 15, besides: 5, originals: 14, mentions: 8, comments: 4, answered: 1, likes: 6,
    followsLeaving: true, followsTwice: true,
  },
  {
    name: 'council-still', slug: 'still-council', kind: 'council', sector: 'unitary', role: 'main',
    followers: 0, back: 0, besides: 0, originals: 11, mentions: 0, comments: 0, answered: 0, likes: 0,
  },
  {
    name: 'brand-shy', slug: 'shy-teas', kind: 'brand', sector: 'food', role: 'main', optedOut: true,
    followers: 40, back: 10, besides: 0, originals: 10, mentions: 6, comments: 2, answered: 1, likes: 2,
  },
]

export const LEAVING = ['deactivated', 'takendown', 'deleted', 'tombstoned']

export const residentNames = (count) => Array.from({ length: count }, (_, i) => `resident-${String(i).padStart(4, '0')}`)

/** Returns `length` items of a ring of residents. */
export const stretch = (ring, from, length) => Array.from({ length }, (_, i) => ring[(from + i) % ring.length])
