import { changeDevice, type Device } from "../api/devices";
import { Dialog } from "../components/dialog";
import { announce } from "../components/toast";
import { t } from "../strings";
import { DeviceForm } from "./device_form";

export interface EditDeviceProps {
  device: Device;
  reload: () => Promise<void>;
  onClose: () => void;
}

export function EditDevice({ device, reload, onClose }: EditDeviceProps) {
  const { common, devices } = t();
  const { name, description, channels } = device;
  return (
    <Dialog title={devices.editTitle(name)} onClose={onClose}>
      <DeviceForm
        initial={{ name, description, channels }}
        submit={common.save}
        onSubmit={async (settings) => {
          await changeDevice(device.device_id, settings);
          announce(common.saved);
          onClose();
          await reload();
        }}
        onCancel={onClose}
      />
    </Dialog>
  );
}
