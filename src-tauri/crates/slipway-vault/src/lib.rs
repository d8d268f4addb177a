//! slipway-vault
