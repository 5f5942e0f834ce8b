export {
  Discriminator,
  type DiscriminatorOptions,
  type DiscriminatorState,
  type DiscriminatorStep,
  initialState,
  type Opinion,
} from './discriminator.ts';
export { type ChannelSize, channelSizes } from './network.ts';
