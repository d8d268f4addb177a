//! slipway-model
