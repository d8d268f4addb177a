//! slipway-stores
