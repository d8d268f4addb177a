//! slipway-practice
