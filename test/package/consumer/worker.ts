import 'excursa/worker';
import schema from 'excursa/schema/model.schema.json' with { type: 'json' };
export const title: string = schema.title;
