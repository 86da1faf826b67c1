/** An event as a producer posts it: an order of a shop, about 420 bytes of JSON. */
export interface PostedEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** When the first event of a workload occurred, in milliseconds since 1970; each further one a second later. */
const firstMs = Date.UTC(2020, 0, 1);

const types = ['order.placed', 'order.paid', 'order.packed', 'order.sent', 'order.returned'];

/** The source of all events. */
export const source = '/shop/orders';

/** An event of a workload. @param number 0.. */
export function postedEvent(id: string, number: number): PostedEvent {
  return {
    id,
    source,
    type: types[number % types.length]!,
    subject: `customer-${number % 1000}`,
    time: new Date(firstMs + number * 1000).toISOString(),
    payload: {
      order: number,
      currency: 'EUR',
      total: (number % 9000) + 0.99,
      customer: { name: 'Grace Hopper', city: 'Arlington', country: 'US', newsletter: false },
      lines: [
        { article: 'A-1042', description: 'Flow chart template', quantity: 2, price: 12.5 },
        { article: 'B-7', description: 'Nanosecond of wire, 30 cm', quantity: 11, price: 0.99 },
      ],
    },
  };
}
