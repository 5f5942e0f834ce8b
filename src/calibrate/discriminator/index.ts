export {
  Discriminator,
  type DiscriminatorOptions,
  type DiscriminatorState,
  type DiscriminatorStep,
  initialState,
} from './discriminator.ts';
export { type ChannelSize, channelSizes } from './network.ts';
